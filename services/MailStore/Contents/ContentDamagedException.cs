namespace HelpdeskMail.MailStore.Contents;

/// <summary>Stored bytes are not the ones their hash names: the database or its disk is damaged. An operator mends it from a backup.</summary>
public sealed class ContentDamagedException(string what)
    : Exception($"Stored bytes are damaged: {what}. Check the database's disk and restore the row from a backup.");
