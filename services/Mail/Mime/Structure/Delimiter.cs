namespace HelpdeskMail.Mail.Mime.Structure;

/// <summary>A line that separates parts: where it starts, where the next line starts, which open multipart it belongs to (-1: the end of the input).</summary>
internal readonly record struct Delimiter(int Start, int After, int Level, bool Closes)
{
    public static Delimiter EndOfInput(int length) => new(length, length, -1, Closes: true);
}
