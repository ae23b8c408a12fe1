namespace HelpdeskMail.Fetch.Taking;

/// <summary>What a look into a folder has brought.</summary>
/// <param name="Settled">Messages that are done with.</param>
/// <param name="Stored">Those of them that lie in the MailStore.</param>
/// <param name="New">Those of them that the MailStore did not have yet.</param>
/// <param name="Lag">From the arrival of the last stored one at its server to its commit; null where that is not known.</param>
/// <param name="CountOnClose">Keys of what the server deletes only when the session is closed in good order.</param>
internal sealed record Taken(int Settled, int Stored, int New, TimeSpan? Lag, IReadOnlyList<string> CountOnClose)
{
    /// <summary>Nothing new.</summary>
    public static Taken Nothing { get; } = new(0, 0, 0, null, []);

    /// <summary>Both together.</summary>
    public Taken With(Taken other) => new(Settled + other.Settled, Stored + other.Stored, New + other.New, other.Lag ?? Lag, [.. CountOnClose, .. other.CountOnClose]);
}
