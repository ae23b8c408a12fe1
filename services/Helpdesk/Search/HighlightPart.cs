namespace HelpdeskMail.Helpdesk.Search;

/// <summary>A piece of a found line.</summary>
/// <param name="Text">Its words.</param>
/// <param name="IsHit">Whether it is what was searched for.</param>
public sealed record HighlightPart(string Text, bool IsHit);
