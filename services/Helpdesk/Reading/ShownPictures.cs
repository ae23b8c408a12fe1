using System.Collections.Frozen;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Kinds of pictures that are shown in place. SVG is none of them: it is a document that can run scripts.</summary>
internal static class ShownPictures
{
    private static readonly FrozenSet<string> Types = new[] { "image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp", "image/bmp", "image/avif" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string mediaType) => Types.Contains(mediaType);
}
