using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Cursors;

/// <summary>A key whose message is to be read.</summary>
/// <param name="Key">The key.</param>
/// <param name="Again">Whether a message of that key was read before: it may be that one, or another.</param>
/// <param name="Resized">Whether it is read again only since another size is listed for it than before; else it was to be deleted.</param>
/// <param name="Wanted">Whether the message of that key that was read before was one to be fetched.</param>
internal sealed record OpenKey(MessageKey Key, bool Again, bool Resized, bool Wanted);
