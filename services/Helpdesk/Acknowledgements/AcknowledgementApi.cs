using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Acknowledgements;

/// <summary>Acknowledgements by the API; whether and how they are sent is set with the mailbox.</summary>
internal static class AcknowledgementApi
{
    public static void MapAcknowledgementApi(this RouteGroupBuilder api) =>
        api.MapPost("/mailboxes/{id:guid}/acknowledgement/preview", PreviewAsync).WithTags("Mailboxes")
            .WithSummary("Fills an acknowledgement with an example; empty fields stand for what is set. Nothing is sent.");

    private static async Task<Results<Ok<FilledAcknowledgement>, ProblemHttpResult>> PreviewAsync(
        Guid id, AcknowledgementTemplate template, MailboxTable mailboxes, SystemEmailTable systemEmails, TimeProvider time, CancellationToken cancellation)
    {
        if (await systemEmails.FindAsync(id, cancellation) is not { } mailbox)
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "system_email_unknown", $"There is no system email {id}.", "They are listed at /api/v1/system-emails.");
        }

        var set = AcknowledgementTemplate.Of(await mailboxes.FindAsync(id, cancellation));
        var wanted = new AcknowledgementTemplate(template.Subject is { Length: > 0 } ? template.Subject : set.Subject, template.Text is { Length: > 0 } ? template.Text : set.Text);
        return wanted.UnknownFields is { Count: > 0 } unknown
            ? ServiceProblems.Problem(
                StatusCodes.Status422UnprocessableEntity, "field_unknown", $"There is no field {string.Join(", ", unknown)}.", $"There are {string.Join(", ", AcknowledgementTemplate.Fields.Keys)}.")
            : TypedResults.Ok(wanted.Fill(1001, "Broken lamp", "Anna Berg", "anna@customer.example", mailbox.Name, mailbox.Address, time.GetUtcNow()));
    }
}
