namespace HelpdeskMail.OAuth.Explanations;

/// <summary>Finds the words for what an identity provider answered.</summary>
public static class Explainer
{
    /// <summary>Zoho's words where a refresh token was used more than ten times in ten minutes; the code beside them is one that elsewhere calls for a person.</summary>
    private const string ZohoThrottles = "too many requests";

    /// <summary>Whether an answer says by its status that the provider is in trouble (408, 429, 5xx). Only a number that is known here says more: one that is not must not stop the tries for good.</summary>
    public static bool IsPassing(int status, ProviderError error) => status is (408 or 429 or >= 500) && error.Codes.All(code => EntraCatalogue.Find(code) is null);

    /// <summary>The first number that is known decides, else the standard's error code; an unknown number keeps its name, so that it can be searched for.</summary>
    public static Explanation Explain(ProviderError error)
    {
        if (error.Codes.Select(EntraCatalogue.Find).FirstOrDefault(known => known is not null) is { } explanation)
        {
            return explanation;
        }

        if (error.Error == "Access Denied" && error.Description?.Contains(ZohoThrottles, StringComparison.OrdinalIgnoreCase) == true)
        {
            return PassingFailures.Throttled;
        }

        // Google tells the cause of an invalid_grant that signing in again does not cure for long in its words only.
        var standard = StandardErrors.Find(error.Description?.Contains("invalid_rapt", StringComparison.Ordinal) == true ? "invalid_rapt" : error.Error);
        return error.Codes.Count > 0 ? standard with { Code = $"AADSTS{error.Codes[0]}" } : standard;
    }
}
