namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Collects what is wrong with a form, by field path.</summary>
internal sealed class FieldProblems
{
    private readonly Dictionary<string, List<string>> sentences = new(StringComparer.Ordinal);

    public IDictionary<string, string[]> ByField => sentences.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);

    public void Add(string field, string sentence)
    {
        if (!sentences.TryGetValue(field, out var list))
        {
            sentences[field] = list = [];
        }

        list.Add(sentence);
    }
}
