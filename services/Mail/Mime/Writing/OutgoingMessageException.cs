namespace HelpdeskMail.Mail.Mime;

/// <summary>A message cannot be written as it was given: a wrong address, field or id. The one who composed it can mend it; nothing was written.</summary>
public sealed class OutgoingMessageException(string message) : Exception(message);
