using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.Alerts;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.Forecast;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace HelpdeskMail.OAuth.Health;

/// <summary>What is shown of all system emails wherever their addresses are.</summary>
internal static class BoardEndpoints
{
    public static void MapBoard(this RouteGroupBuilder admin)
    {
        admin.MapGet("/board", Board);
        admin.MapGet("/system-emails/{id:guid}/forecast", Forecast);
    }

    private static async Task<HealthBoard> Board(
        SystemEmailTable emails, HealthBook health, NpgsqlDataSource database, DoctorTable doctor, AlertTable alerts, CancellationToken cancellation)
    {
        var all = await emails.ListAsync(removedToo: false, cancellation);
        var present = await health.PresentAsync(all, cancellation);
        var examined = await doctor.OutcomesAsync(cancellation);
        var mailboxes = new List<MailboxStanding>();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        foreach (var email in all)
        {
            var (state, since, problem) = (present[email.Id].State, present[email.Id].Since, present[email.Id].Problem);
            var ends = LinkForecast.Of(email, await TokenTable.FindAsync(connection, email.Id, cancellation));
            var report = examined.GetValueOrDefault(email.Id);
            mailboxes.Add(new MailboxStanding(email.Id, email.Address, state, since, problem, ends.Count > 0 ? ends[0] : null, report?.Outcome, report?.At));
        }

        return new HealthBoard(mailboxes, await alerts.ListAsync(cancellation));
    }

    private static async Task<Results<Ok<IReadOnlyList<LinkEnd>>, ProblemHttpResult>> Forecast(Guid id, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await SystemEmailTable.FindAsync(connection, id, cancellation) is { } email
            ? TypedResults.Ok(LinkForecast.Of(email, await TokenTable.FindAsync(connection, id, cancellation)))
            : ChangeProblems.Unknown();
    }
}
