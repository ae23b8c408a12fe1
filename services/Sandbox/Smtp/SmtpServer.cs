using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>The submission server: as Exchange Online's on port 587, except that what is submitted is delivered here, to any domain.</summary>
public sealed class SmtpServer(MailSignIn signIn, Submissions submissions, FaultBoard faults, Occupancy occupancy, SelfMadeCertificate certificate, IOptions<SandboxSettings> settings, TimeProvider time)
{
    public MailSignIn SignIn => signIn;

    public Submissions Submissions => submissions;

    public FaultBoard Faults => faults;

    public Occupancy Occupancy => occupancy;

    public SelfMadeCertificate Certificate => certificate;

    public SandboxSettings Settings => settings.Value;

    public TimeProvider Time => time;

    public async Task ServeAsync(MailConnection connection, CancellationToken cancellation)
    {
        using var session = new SmtpSession(this, connection);
        await session.RunAsync(cancellation);
    }
}
