namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>A file that stands encoded in the middle of a text.</summary>
/// <param name="Name">Its name; empty when it has none.</param>
/// <param name="Start">Where its first line begins.</param>
/// <param name="Data">Where its encoded bytes begin.</param>
/// <param name="DataEnd">Where they end.</param>
/// <param name="End">Where the text goes on.</param>
internal readonly record struct EncodedBlock(string Name, int Start, int Data, int DataEnd, int End);
