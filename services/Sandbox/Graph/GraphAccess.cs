namespace HelpdeskMail.Sandbox.Graph;

/// <summary>What a request does with a mailbox, and so which permission it needs.</summary>
public enum GraphAccess
{
    /// <summary>Mail.ReadBasic and above.</summary>
    ReadBasic,

    /// <summary>Mail.Read or Mail.ReadWrite.</summary>
    Read,

    /// <summary>Mail.ReadWrite.</summary>
    Write,

    /// <summary>Mail.Send.</summary>
    Send,
}
