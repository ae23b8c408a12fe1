using HelpdeskMail.Contracts.Mail;
using MassTransit;

namespace HelpdeskMail.MailStore.Announcements;

/// <summary>Announces what waits. Running twice announces twice what is not handled in between, which changes nothing.</summary>
internal sealed class MailAwaitedConsumer(AnnounceReceipts receipts) : IConsumer<MailAwaited>
{
    public Task Consume(ConsumeContext<MailAwaited> context) => receipts.AnnounceWaitingAsync(context.CancellationToken);
}
