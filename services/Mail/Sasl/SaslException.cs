namespace HelpdeskMail.Mail.Sasl;

/// <summary>A server's challenge that must not be answered. Developers of the server can mend it, or somebody stands between.</summary>
internal sealed class SaslException(string message) : Exception(message);
