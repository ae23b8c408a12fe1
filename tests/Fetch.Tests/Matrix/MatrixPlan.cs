namespace HelpdeskMail.Fetch.Tests.Matrix;

/// <summary>What a run does.</summary>
/// <param name="Source">Where the mail comes from.</param>
/// <param name="Messages">How much mail.</param>
/// <param name="Events">How many things go wrong, one after the other.</param>
/// <param name="Seed">Decides what goes wrong when; the same seed gives the same plan.</param>
/// <param name="Deadline">By when everything must be stored after the last event.</param>
internal sealed record MatrixPlan(MailSourceKind Source, int Messages, int Events, int Seed, TimeSpan Deadline);
