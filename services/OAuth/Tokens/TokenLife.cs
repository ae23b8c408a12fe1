namespace HelpdeskMail.OAuth.Tokens;

/// <summary>When an access token is renewed and until when it is handed out. Microsoft's live 60 to 90 minutes, up to 28 hours with continuous access evaluation; tests use seconds.</summary>
internal static class TokenLife
{
    private static readonly TimeSpan LongestLead = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LongestReserve = TimeSpan.FromMinutes(2);

    /// <summary>A fresh one is due with a third of the life left, or 20 minutes if that is less: time for many tries before anybody notices.</summary>
    public static DateTimeOffset RefreshDue(DateTimeOffset issuedAt, DateTimeOffset expiresAt) => expiresAt - Least((expiresAt - issuedAt) / 3, LongestLead);

    /// <summary>It is not handed out in its last moments: a sixth of its life, 2 minutes at most.</summary>
    public static TimeSpan Reserve(DateTimeOffset issuedAt, DateTimeOffset expiresAt) => Least((expiresAt - issuedAt) / 6, LongestReserve);

    private static TimeSpan Least(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
