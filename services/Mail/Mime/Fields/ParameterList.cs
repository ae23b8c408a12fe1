using System.Collections;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// The parameters of a Content-Type or Content-Disposition field, in order, with continuations and charsets (RFC 2231), encoded
/// words and the other forms in use already resolved. Names ignore case; of equal names the first counts.
/// </summary>
public sealed class ParameterList : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> parameters;

    internal ParameterList(IReadOnlyList<KeyValuePair<string, string>> parameters) => this.parameters = parameters;

    /// <summary>No parameters.</summary>
    public static ParameterList None { get; } = new([]);

    /// <summary>How many parameters there are.</summary>
    public int Count => parameters.Count;

    /// <summary>The parameter at a position, counted from 0.</summary>
    public KeyValuePair<string, string> this[int index] => parameters[index];

    /// <summary>The value of a parameter, or null.</summary>
    public string? this[string name]
    {
        get
        {
            for (var at = 0; at < parameters.Count; at++)
            {
                if (string.Equals(parameters[at].Key, name, StringComparison.OrdinalIgnoreCase))
                {
                    return parameters[at].Value;
                }
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
