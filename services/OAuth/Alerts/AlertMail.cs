using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>
/// Sends an alert by a system email that is well, whichever takes it first, else by the server of last resort. It goes out from here and not through the reply queue, since the queue belongs to
/// tickets and may be what is stuck.
/// </summary>
public sealed class AlertMail(SystemEmailTable emails, HealthBook health, CredentialExamination credentials, AlertBook book, IHttpClientFactory clients, TimeProvider time)
{
    private static readonly MailTimeouts Timeouts = new() { Connect = TimeSpan.FromSeconds(15), Command = TimeSpan.FromSeconds(30), Silence = TimeSpan.FromSeconds(30), DataEnd = TimeSpan.FromMinutes(2) };

    /// <summary>Tries every way once.</summary>
    internal async Task<(bool Taken, string Answer)> SendAsync(DueDelivery due, CancellationToken cancellation)
    {
        var met = new List<string>();
        foreach (var email in await WellAsync(due.About, cancellation))
        {
            var (taken, answer) = await TryAsync($"{email.Address}", () => ByAsync(email, due, cancellation));
            if (taken)
            {
                return (true, answer);
            }

            met.Add(answer);
        }

        if (await book.LastResortAsync(cancellation) is { } server)
        {
            var (taken, answer) = await TryAsync($"{server.Host}:{server.Port}", () => ByServerAsync(server, due, cancellation));
            return (taken, taken ? answer : string.Join(" ", [.. met, answer]));
        }

        return (false, met.Count > 0 ? string.Join(" ", met) : "No system email can send now, and no server of last resort is set.");
    }

    private async Task<IReadOnlyList<SystemEmail>> WellAsync(Guid? but, CancellationToken cancellation)
    {
        var all = (await emails.ListAsync(removedToo: false, cancellation)).Where(email => email.Sending is not null && email.Linked && !email.Paused && email.Id != but).ToList();
        var present = await health.PresentAsync(all, cancellation);
        return [.. all.Where(email => present[email.Id] is { State: LinkState.Healthy or LinkState.Refreshing, Sending.Problem: null })];
    }

    private static async Task<(bool Taken, string Answer)> TryAsync(string by, Func<Task<SubmissionResult?>> send)
    {
        try
        {
            return await send() switch
            {
                SubmissionResult.Accepted => (true, $"Sent by {by}."),

                // A second copy of an alert would be worse than one that may be missing among its daily repetitions.
                SubmissionResult.Unknown => (true, $"Sent by {by}; its answer was lost."),
                SubmissionResult.Refused refused => (false, $"{by}: {refused.Failure.What}"),
                SubmissionResult.NotSent lost => (false, $"{by}: {lost.Failure.What}"),
                _ => (false, $"{by} has nothing to sign in with."),
            };
        }
        catch (MailFailureException exception)
        {
            return (false, $"{by}: {exception.Failure.What}");
        }
        catch (OutgoingMessageException exception)
        {
            return (false, $"{by}: {exception.Message}");
        }
    }

    private async Task<SubmissionResult?> ByAsync(SystemEmail email, DueDelivery due, CancellationToken cancellation)
    {
        if (await credentials.FindAsync(email, MailDirection.Sending, Occasion.Hourly, new Findings(MailDirection.Sending), cancellation) is not { } secret)
        {
            return null;
        }

        var message = await WriteAsync(email.Address, due, cancellation);
        var server = email.Sending!.Server;
        if (email.Sending.Protocol == SendingProtocol.Graph)
        {
            var token = new MailCredential.AccessToken(server.UserName ?? email.Address, secret);
            await using var graph = GraphSubmission.Open(clients.CreateClient(MailOpening.ClientName), token, MailOpening.Graph(server), time);
            return await graph.SubmitAsync(Envelope.Of(email.Address, due.Target), message, cancellation);
        }

        return await SubmitAsync(TrialServer.Of(server, Timeouts), MailOpening.Credential(email, server, secret), email.Address, due, message, cancellation);
    }

    private async Task<SubmissionResult?> ByServerAsync(LastResortServer server, DueDelivery due, CancellationToken cancellation)
    {
        var settings = new ServerSettings(server.Host, server.Port, server.Security, SignInMethod.Password, server.UserName, null);
        var credential = server.UserName is { Length: > 0 } user ? new MailCredential.Password(user, server.Password ?? "") : null;
        return await SubmitAsync(TrialServer.Of(settings, Timeouts), credential, server.From, due, await WriteAsync(server.From, due, cancellation), cancellation);
    }

    private async Task<SubmissionResult> SubmitAsync(MailServer server, MailCredential? credential, string from, DueDelivery due, MessageContent message, CancellationToken cancellation)
    {
        await using var submission = await SmtpSubmission.ConnectAsync(server, credential, time: time, cancellationToken: cancellation);
        var result = await submission.SubmitAsync(Envelope.Of(from, due.Target), message, cancellation);
        await submission.CloseAsync(cancellation);
        return result;
    }

    private static async Task<MessageContent> WriteAsync(string from, DueDelivery due, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var message = new OutgoingMessage
        {
            From = new Mailbox("HelpdeskMail", from),
            To = [new Mailbox("", due.Target)],
            MessageId = $"alert-{due.Id:N}@{from[(from.LastIndexOf('@') + 1)..]}",
            Date = due.At,
            Subject = $"[HelpdeskMail] {due.Subject}",
            TextBody = due.Body,
            ExtraHeaders = [new("Auto-Submitted", "auto-generated"), new("X-Auto-Response-Suppress", "All")],
        };
        await MimeWriter.WriteAsync(message, bytes, cancellation);
        return MessageContent.Of(bytes.ToArray());
    }
}
