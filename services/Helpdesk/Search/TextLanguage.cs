namespace HelpdeskMail.Helpdesk.Search;

/// <summary>Tells the language of a text by its commonest little words, so that its words are stored with their stems («lamps» is found by «lamp»).</summary>
internal static class TextLanguage
{
    private const int WordsRead = 300;
    private const int Fewest = 2;

    /// <summary>Names of PostgreSQL's configurations, each with words that are common in it and rare in the others.</summary>
    private static readonly Dictionary<string, string[]> Common = new(StringComparer.Ordinal)
    {
        ["english"] = ["the", "and", "you", "your", "have", "this", "that", "with", "please", "not", "for", "are", "is", "my", "of", "to"],
        ["german"] = ["der", "die", "und", "das", "ist", "nicht", "ich", "sie", "mit", "bitte", "ein", "eine", "wir", "auf", "von", "zu"],
        ["french"] = ["le", "les", "et", "vous", "je", "une", "est", "pas", "pour", "dans", "nous", "avec", "merci", "du", "des", "bonjour"],
        ["spanish"] = ["el", "los", "y", "que", "una", "por", "para", "con", "gracias", "usted", "está", "pero", "como", "del", "las", "hola"],
        ["italian"] = ["il", "gli", "che", "non", "una", "per", "con", "sono", "grazie", "della", "questo", "anche", "di", "è", "nel", "ciao"],
        ["dutch"] = ["het", "een", "en", "niet", "ik", "van", "met", "voor", "zijn", "jullie", "graag", "wij", "bij", "naar", "maar", "ook"],
        ["portuguese"] = ["o", "os", "não", "uma", "com", "obrigado", "você", "para", "mais", "do", "da", "em", "um", "são", "muito", "pelo"],
        ["swedish"] = ["och", "att", "det", "inte", "jag", "är", "med", "för", "har", "till", "vi", "kan", "ett", "av", "hej", "om"],
        ["russian"] = ["и", "в", "не", "на", "что", "с", "по", "это", "как", "для", "мы", "вы", "но", "у", "из", "за"],
    };

    private static readonly Dictionary<string, string[]> Languages = Common
        .SelectMany(language => language.Value.Select(word => (word, language.Key)))
        .GroupBy(pair => pair.word, pair => pair.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>The dictionaries that can give a word its stem.</summary>
    public static IEnumerable<string> Stemmers => Common.Keys.Select(language => $"{language}_stem");

    /// <summary>The configuration that fits; null when none does clearly.</summary>
    /// <param name="words">Words in lower case with blanks between.</param>
    public static string? Of(string words)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in words.Split(' ', WordsRead + 1).Take(WordsRead))
        {
            foreach (var language in Languages.GetValueOrDefault(word) ?? [])
            {
                counts[language] = counts.GetValueOrDefault(language) + 1;
            }
        }

        var best = counts.OrderByDescending(pair => pair.Value).Take(2).ToList();
        return best.Count > 0 && best[0].Value >= Fewest && (best.Count == 1 || best[0].Value > best[1].Value) ? best[0].Key : null;
    }
}
