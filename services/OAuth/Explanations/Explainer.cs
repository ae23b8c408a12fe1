namespace HelpdeskMail.OAuth.Explanations;

/// <summary>Finds the words for what an identity provider answered.</summary>
public static class Explainer
{
    /// <summary>The first number that is known decides, else the standard's error code; an unknown number keeps its name, so that it can be searched for.</summary>
    public static Explanation Explain(ProviderError error)
    {
        if (error.Codes.Select(EntraCatalogue.Find).FirstOrDefault(known => known is not null) is { } explanation)
        {
            return explanation;
        }

        var standard = StandardErrors.Find(error.Error);
        return error.Codes.Count > 0 ? standard with { Code = $"AADSTS{error.Codes[0]}" } : standard;
    }
}
