using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Cursors;

/// <summary>A key whose message is to be read.</summary>
/// <param name="Key">The key.</param>
/// <param name="Again">Whether a message of that key was read before and was to be deleted: it may be that one, or another.</param>
internal sealed record OpenKey(MessageKey Key, bool Again);
