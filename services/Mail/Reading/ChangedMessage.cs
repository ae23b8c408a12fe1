namespace HelpdeskMail.Mail.Reading;

/// <summary>A message that is new in a folder or carries other marks than before.</summary>
/// <param name="Key">Its key in the folder.</param>
/// <param name="Marks">Its marks now.</param>
public readonly record struct ChangedMessage(MessageKey Key, MessageMarks Marks);
