namespace HelpdeskMail.Contracts.Mail;

/// <summary>How much the MailStore holds and how it grows (<c>GET /usage</c> of the MailStore), as counted at <paramref name="CountedAt"/>.</summary>
/// <param name="Contents">Different messages and files.</param>
/// <param name="Bytes">Their raw bytes.</param>
/// <param name="StoredBytes">What these take after packing.</param>
/// <param name="Removed">Messages whose bytes a retention rule has removed.</param>
/// <param name="DatabaseBytes">What all tables of the store take on disk, indexes and free room included.</param>
/// <param name="CountedAt">When it was counted; null before the first time.</param>
/// <param name="Days">What came in on each of the last days that brought mail, newest first.</param>
public sealed record StoreUsage(long Contents, long Bytes, long StoredBytes, long Removed, long DatabaseBytes, DateTimeOffset? CountedAt, IReadOnlyList<UsageDay> Days);
