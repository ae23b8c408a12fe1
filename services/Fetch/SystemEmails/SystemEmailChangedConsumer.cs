using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Leases;
using MassTransit;

namespace HelpdeskMail.Fetch.SystemEmails;

/// <summary>
/// Notes that a system email has a newer revision, for whichever replica works its mailbox, and tells all of them; this one hears it here too, should it be deaf to the database. Running twice
/// changes nothing; when the message is lost, the change is seen at the next reading of the list, within a minute.
/// </summary>
internal sealed class SystemEmailChangedConsumer(LeaseTable leases, Mailboxes.MailboxSupervisor supervisor) : IConsumer<SystemEmailChanged>
{
    public async Task Consume(ConsumeContext<SystemEmailChanged> context)
    {
        await leases.NoteRevisionAsync(context.Message.SystemEmailId, context.Message.Revision, context.CancellationToken);
        supervisor.Wake(refresh: true);
    }
}
