using System.Text;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Builds one header field, folding before words that would pass column 78 (RFC 5322 section 2.1.1).</summary>
internal sealed class FoldedField
{
    public const int Wanted = 78;

    private readonly StringBuilder text = new();
    private int column;

    public FoldedField(string name)
    {
        text.Append(name).Append(':');
        column = name.Length + 1;
    }

    /// <summary>Columns left on the line after the blank that the next word needs.</summary>
    public int Left => Wanted - column - 1;

    /// <summary>Adds a word after a blank, which becomes a fold where the word does not fit.</summary>
    public FoldedField Word(string word)
    {
        // A line of nothing but blanks would end the header for some readers.
        if (word.Length > 0 && column + 1 + word.Length > Wanted && column > 1)
        {
            text.Append("\r\n");
            column = 0;
        }

        text.Append(' ').Append(word);
        column += 1 + word.Length;
        return this;
    }

    /// <summary>Adds to the word before, without a blank.</summary>
    public FoldedField Glue(string suffix)
    {
        text.Append(suffix);
        column += suffix.Length;
        return this;
    }

    /// <summary>The field with its line end.</summary>
    public override string ToString() => text.ToString() + "\r\n";
}
