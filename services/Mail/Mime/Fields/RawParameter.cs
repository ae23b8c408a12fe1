namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>A parameter as it stands in the field: name with its stars, value without quotes.</summary>
internal readonly record struct RawParameter(string Name, string Value, bool Quoted);
