namespace HelpdeskMail.Mail.Mime;

/// <summary>One mailbox of an address field (RFC 5322 section 3.4).</summary>
/// <param name="DisplayName">Name for people, decoded; empty when there is none.</param>
/// <param name="Address">
/// «local@domain» as written, without comments and blanks; may lack the @ (a local name) and is empty when the field had only a name.
/// </param>
public sealed record Mailbox(string DisplayName, string Address)
{
    /// <summary>What stands before the last @, or the whole address.</summary>
    public string LocalPart => At < 0 ? Address : Address[..At];

    /// <summary>What stands after the last @, or empty.</summary>
    public string Domain => At < 0 ? "" : Address[(At + 1)..];

    /// <summary>Whether the address has both halves, so that mail can be sent to it.</summary>
    public bool IsComplete => At > 0 && At < Address.Length - 1;

    private int At => Address.LastIndexOf('@');

    /// <summary>«Name &lt;address&gt;» for people; not a header value.</summary>
    public override string ToString() => DisplayName.Length == 0 ? Address : $"{DisplayName} <{Address}>";
}
