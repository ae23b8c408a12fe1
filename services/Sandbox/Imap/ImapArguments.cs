using System.Globalization;
using System.Text;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>Reads a command's bytes from left to right; literals lie inside them as they came (<c>{n}CRLF</c> and n bytes).</summary>
public sealed class ImapArguments(byte[] command)
{
    private int at;

    public bool AtEnd => at >= command.Length;

    public bool Peek(char next) => at < command.Length && command[at] == next;

    /// <summary>Whether this word comes next, without regard to case.</summary>
    public bool PeekWord(string word) =>
        command.Length - at >= word.Length && Encoding.ASCII.GetString(command, at, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes <paramref name="next"/> if it is there.</summary>
    public bool Take(char next)
    {
        if (!Peek(next))
        {
            return false;
        }

        at++;
        return true;
    }

    public void Expect(char next)
    {
        if (!Take(next))
        {
            throw new ImapSyntaxException($"'{next}' expected");
        }
    }

    public void Space() => Expect(' ');

    public void End()
    {
        if (!AtEnd)
        {
            throw new ImapSyntaxException("unexpected extra argument");
        }
    }

    /// <summary>Characters up to a space, a parenthesis or the end; brackets belong to it (<c>BODY[HEADER.FIELDS</c>).</summary>
    public string Atom(string stops = " ()")
    {
        var start = at;
        while (at < command.Length && !stops.Contains((char)command[at], StringComparison.Ordinal) && command[at] is not ((byte)'\r' or (byte)'\n'))
        {
            at++;
        }

        return at > start ? Encoding.UTF8.GetString(command, start, at - start) : throw new ImapSyntaxException("an atom expected");
    }

    /// <summary>Atom, quoted string or literal, as text.</summary>
    public string AString() => Peek('"') ? Quoted() : Peek('{') || Peek('~') ? Encoding.UTF8.GetString(Literal()) : Atom();

    public byte[] Literal()
    {
        Take('~');
        Expect('{');
        var start = at;
        while (at < command.Length && command[at] is not ((byte)'}' or (byte)'+'))
        {
            at++;
        }

        var size = Encoding.ASCII.GetString(command, start, at - start);
        Take('+');
        Expect('}');
        Expect('\r');
        Expect('\n');
        if (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > command.Length - at)
        {
            throw new ImapSyntaxException("a literal is not as long as it says");
        }

        var bytes = command.AsSpan(at, count).ToArray();
        at += count;
        return bytes;
    }

    public uint Number() =>
        uint.TryParse(Atom(" ()<>.]"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ImapSyntaxException("a number expected");

    public SequenceSet Set() => SequenceSet.Parse(Atom());

    /// <summary>Words in parentheses.</summary>
    public IReadOnlyList<string> List()
    {
        var words = new List<string>();
        Expect('(');
        while (!Take(')'))
        {
            words.Add(AString());
            Take(' ');
        }

        return words;
    }

    private string Quoted()
    {
        Expect('"');
        var text = new List<byte>();
        while (!Take('"'))
        {
            Take('\\');
            text.Add(at < command.Length ? command[at++] : throw new ImapSyntaxException("a quoted string does not end"));
        }

        return Encoding.UTF8.GetString([.. text]);
    }
}
