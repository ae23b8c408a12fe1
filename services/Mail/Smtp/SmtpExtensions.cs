using System.Globalization;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>What a server offers in its answer to EHLO.</summary>
internal sealed class SmtpExtensions
{
    private readonly Dictionary<string, string> offered = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Mechanisms { get; private init; } = [];

    /// <summary>Largest message, in bytes (RFC 1870); null when not told, which zero means too.</summary>
    public long? MaxSize => long.TryParse(offered.GetValueOrDefault("SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    public bool Has(string name) => offered.ContainsKey(name);

    public static SmtpExtensions Read(SmtpReply reply)
    {
        var mechanisms = new List<string>();
        var extensions = new SmtpExtensions { Mechanisms = mechanisms };
        foreach (var line in reply.Lines.Skip(1))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var name = space < 0 ? line : line[..space];
            var value = space < 0 ? "" : line[(space + 1)..].Trim();
            if (IsOldAuthForm(name))
            {
                (name, value) = ("AUTH", $"{name[5..]} {value}");
            }

            if (name.Equals("AUTH", StringComparison.OrdinalIgnoreCase) || IsExchange2000Auth(name))
            {
                mechanisms.AddRange(value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(mechanism => mechanism.ToUpperInvariant()).Where(mechanism => !mechanisms.Contains(mechanism)));
            }

            extensions.offered[name] = value;
        }

        return extensions;
    }

    // «AUTH=LOGIN PLAIN» is what servers sent before RFC 2554, and some still send both.
    private static bool IsOldAuthForm(string name) => name.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase);

    // Exchange 2000 and 2003 name AUTH «X-EXPS».
    private static bool IsExchange2000Auth(string name) => name.Equals("X-EXPS", StringComparison.OrdinalIgnoreCase);
}
