namespace HelpdeskMail.Fetch.Cursors;

/// <summary>How far the present reading of a folder has come.</summary>
/// <param name="Total">Messages it began with.</param>
/// <param name="Waiting">Those that are still to be taken.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record ReadingProgress(int Total, int Waiting, DateTimeOffset StartedAt);
