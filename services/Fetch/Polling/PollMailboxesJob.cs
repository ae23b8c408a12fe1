using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Mailboxes;
using Quartz;

namespace HelpdeskMail.Fetch.Polling;

/// <summary>
/// The safety net under the waiting connections: asks for a look at every mailbox whose interval has passed without one, such as one whose connection
/// died without a word. Runs on one replica of the cluster at a time.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class PollMailboxesJob(LeaseTable leases, MailboxSupervisor supervisor) : IJob
{
    /// <summary>Pause between two runs.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (await leases.WantOverdueLooksAsync(cancellationToken) > 0)
        {
            supervisor.Wake();
        }
    }
}
