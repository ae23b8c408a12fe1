namespace HelpdeskMail.Mail.Reading;

/// <summary>What a folder is for (RFC 6154), told by the server or, where it does not tell (Exchange), by the folder's name in the common languages.</summary>
public enum FolderRole
{
    /// <summary>No special use.</summary>
    None,

    /// <summary>Where mail arrives.</summary>
    Inbox,

    /// <summary>Everything (Gmail's All Mail).</summary>
    All,

    /// <summary>Put away.</summary>
    Archive,

    /// <summary>Not sent yet.</summary>
    Drafts,

    /// <summary>Flagged messages.</summary>
    Flagged,

    /// <summary>Unwanted mail.</summary>
    Junk,

    /// <summary>Copies of sent mail.</summary>
    Sent,

    /// <summary>Thrown away.</summary>
    Trash,
}
