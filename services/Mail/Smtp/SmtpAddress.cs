using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>Envelope addresses as they may be put between angle brackets.</summary>
internal static class SmtpAddress
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>Whether an address can be sent only to a server with SMTPUTF8. A domain that is not ASCII has its punycode form for the others.</summary>
    public static bool NeedsUtf8(string address) => !Ascii.IsValid(address.AsSpan(0, At(address) is var at && at < 0 ? address.Length : at));

    /// <summary>The address as this server may be shown it.</summary>
    public static string ForServer(string address, bool utf8)
    {
        if (utf8 || Ascii.IsValid(address) || At(address) is not (>= 0 and var at))
        {
            return address;
        }

        try
        {
            return $"{address[..(at + 1)]}{Idn.GetAscii(address[(at + 1)..])}";
        }
        catch (ArgumentException)
        {
            // No host name in any alphabet: the server will say so.
            return address;
        }
    }

    /// <summary>Keeps what could end the command, or begin another, out of an address.</summary>
    /// <exception cref="ArgumentException">It has such characters.</exception>
    public static void Check(string address, bool mayBeEmpty)
    {
        if ((address.Length == 0 && !mayBeEmpty) || address.Length > 1000 || address.Any(letter => letter is < ' ' or '<' or '>' or '\u007f') || (address.Contains(' ', StringComparison.Ordinal) && !address.Contains('"', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"«{address.ReplaceLineEndings(" ")}» is no address for an envelope.", nameof(address));
        }
    }

    /// <summary>xtext (RFC 3461 section 4).</summary>
    public static string XText(string text)
    {
        var encoded = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (value is > 32 and < 127 and not (byte)'+' and not (byte)'=')
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"+{value:X2}");
            }
        }

        return encoded.ToString();
    }

    private static int At(string address) => address.LastIndexOf('@');
}
