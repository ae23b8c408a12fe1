using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Sending;

/// <summary>Submits with our own mail library.</summary>
internal sealed class SubmissionConnector(GraphServices graph, TimeProvider time) : ISubmissionConnector, IDisposable
{
    /// <summary>Graph takes a message whole, so it lies in memory whole: no more large ones than this at once.</summary>
    private const int LargeAtOnce = 2;

    private readonly SemaphoreSlim largeOnes = new(LargeAtOnce, LargeAtOnce);

    /// <inheritdoc/>
    /// <exception cref="MailboxTroubleException">A certificate that cannot be read, or a password for a service that takes tokens.</exception>
    public async Task<ISubmission> ConnectAsync(SystemEmailSettings email, SendingSettings way, Credential credential, CancellationToken cancellation)
    {
        if (way.Protocol == SendingProtocol.Graph)
        {
            var service = GraphSubmission.Open(graph.ClientFor(way.Server), GraphServices.TokenOf(email, credential), GraphServices.OptionsFor(way.Server, way.Timeout), time);
            return new FewLargeOnes(service, largeOnes);
        }

        var server = MailServers.ServerOf(way.Server);
        server = server with { Timeouts = server.Timeouts with { Command = way.Timeout > TimeSpan.Zero ? way.Timeout : server.Timeouts.Command } };
        return await SmtpSubmission.ConnectAsync(server, MailServers.CredentialOf(credential), time: time, cancellationToken: cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => largeOnes.Dispose();
}
