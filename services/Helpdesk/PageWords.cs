using System.Collections;
using Microsoft.Extensions.Localization;

namespace HelpdeskMail.Helpdesk;

/// <summary>The localizer of the pages. English words are the keys; see <see cref="Translated.NameOf"/> for their names in the resources.</summary>
internal sealed class PageWords : IStringLocalizer<Words>
{
    /// <inheritdoc/>
    public LocalizedString this[string name] => Translated.Find(name) is { } words ? new LocalizedString(name, words) : new LocalizedString(name, name, resourceNotFound: true);

    /// <inheritdoc/>
    public LocalizedString this[string name, params object[] arguments] => new(name, Translated.Of(name, arguments));

    /// <inheritdoc/>
    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) =>
        Translated.All(includeParentCultures)?.Cast<DictionaryEntry>().Select(entry => new LocalizedString((string)entry.Key, (string)entry.Value!)) ?? [];
}
