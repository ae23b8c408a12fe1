namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Says how many pictures of a mail would be loaded from elsewhere, and from where.</summary>
internal static class RemotePictures
{
    /// <summary>A sentence; null when there are none.</summary>
    public static string? Say(string html)
    {
        if (!html.Contains("<img", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var mail = MailSanitizer.Rebuild(html, _ => null, remotePictures: false);
        if (mail.BlockedPictures == 0)
        {
            return null;
        }

        var hosts = mail.Hosts.Count <= 3 ? string.Join(", ", mail.Hosts) : $"{string.Join(", ", mail.Hosts.Take(3))} and {mail.Hosts.Count - 3} more";
        return mail.BlockedPictures == 1
            ? $"1 picture from {hosts} is not loaded, since loading it would tell its owner that you read this."
            : $"{mail.BlockedPictures} pictures from {hosts} are not loaded, since loading them would tell their owner that you read this.";
    }
}
