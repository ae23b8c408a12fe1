using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Reply.Sending;

/// <summary>A connection in use.</summary>
/// <param name="Email">The system email it is signed in for.</param>
/// <param name="Way">The way out that it belongs to.</param>
/// <param name="Submission">The connection.</param>
/// <param name="EndsAt">End of its access token; null for a password.</param>
/// <param name="Messages">Messages submitted over it before.</param>
internal sealed record RentedSubmission(SystemEmailSettings Email, SendingSettings Way, ISubmission Submission, DateTimeOffset? EndsAt, int Messages)
{
    /// <summary>Whether it was used before; the server may have closed it since without our knowing.</summary>
    public bool IsReused => Messages > 0;

    /// <summary>Whether it may carry another message after so many: the batch that the admin has chosen.</summary>
    public bool HasRoom => Messages < Way.Batch switch
    {
        BatchSize.Small => 1,
        BatchSize.Medium => 20,
        _ => 100,
    };
}
