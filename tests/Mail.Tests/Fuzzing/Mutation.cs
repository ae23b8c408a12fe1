using System.Text;

namespace HelpdeskMail.Mail.Tests.Fuzzing;

/// <summary>Makes one broken message or answer out of good ones; the same seed makes the same bytes.</summary>
internal static class Mutation
{
    private static readonly string[] Fragments =
    [
        "\r\n", "\n", "\r", "\0", "--", "\r\n\r\n", "\r\n--", ":", ";", "\"", "(", ")", "<", ">", "=?", "?=", "=?utf-8?B?", "=?iso-2022-jp?Q?", "=", "%", "*0*=", "''", "<!--", "-->", "<script>", "&#", "> ",
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n", "Content-Type: message/rfc822\r\n\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding: x-uuencode\r\n",
        "Content-Type: text/html; charset=utf-7\r\n\r\n", "Content-Type: application/ms-tnef\r\n\r\n\u0078\u009F\u003E\u0022", "begin 644 x\r\n", "From x Mon Jan  1 00:00:00 2024\r\n", "charset=\"utf-16\"", "format=flowed; delsp=yes", "name*0*=utf-8''%", "\u00FF\u00FE", "\u00ED\u00A0\u0080",
        "* ", "+ ", "{5}\r\n", "{99999999999}\r\n", "{4294967295}", "NIL", "(((", ")))", "[UIDVALIDITY 1]", "* BYE x\r\n", "4294967296", "1:*", "BODY[] ", "FETCH (", "\r\n.\r\n", "+OK", "-ERR [SYS/TEMP] x\r\n", "421 4.3.2 x\r\n", "250-", "554 5.7.1 ",
    ];

    public static byte[] Of(byte[][] seeds, int seed)
    {
        var random = new Random(seed);
        var bytes = new List<byte>(seeds[random.Next(seeds.Length)]);
        for (var i = random.Next(1, 12); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 200), bytes.Count - at));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 2000), bytes.Count - at)));
                    break;
                case 5:
                    var other = seeds[random.Next(seeds.Length)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 4000))]);
                    break;
                default:
                    var victim = bytes[at];
                    bytes.RemoveAll(b => b == victim && random.Next(4) == 0);
                    break;
            }
        }
        return [.. bytes];
    }
}
