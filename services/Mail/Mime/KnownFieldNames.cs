using System.Collections.Frozen;
using System.Text;

namespace HelpdeskMail.Mail.Mime;

/// <summary>Saves a string for each of the names that nearly every message has, as long as they are written the usual way.</summary>
internal static class KnownFieldNames
{
    private static readonly FrozenDictionary<int, string[]> ByLength = new[]
    {
        "Return-Path", "Received", "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID", "Content-Description",
        "DKIM-Signature", "Authentication-Results", "X-Mailer", "List-Id", "List-Unsubscribe", "Auto-Submitted", "Precedence",
        "Delivered-To", "Thread-Topic", "Thread-Index", "Importance", "X-Priority", "User-Agent", "Final-Recipient", "Action", "Status",
    }.GroupBy(name => name.Length).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    public static string Text(ReadOnlySpan<byte> name)
    {
        if (ByLength.TryGetValue(name.Length, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (Ascii.Equals(name, candidate))
                {
                    return candidate;
                }
            }
        }

        return Encoding.Latin1.GetString(name);
    }

    /// <summary>Whether the name is one of those, in any case: enough to believe that a line is a header.</summary>
    public static bool Contains(ReadOnlySpan<byte> name)
    {
        if (ByLength.TryGetValue(name.Length, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (Ascii.EqualsIgnoreCase(name, candidate))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
