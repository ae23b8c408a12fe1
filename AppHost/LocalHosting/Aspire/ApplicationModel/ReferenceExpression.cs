using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with references in it: its value is known when the model runs, its expression when it is published.</summary>
public sealed class ReferenceExpression : IManifestExpressionProvider, IValueProvider
{
    private readonly string?[] filters;

    private ReferenceExpression(string format, IReadOnlyList<IValueProvider> valueProviders, string[] manifestExpressions, string?[] filters)
    {
        Format = format;
        ValueProviders = valueProviders;
        ManifestExpressions = manifestExpressions;
        this.filters = filters;
    }

    /// <summary>The text with a numbered place for each reference.</summary>
    public string Format { get; }

    /// <summary>What the places refer to.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    /// <summary>The references as a manifest writes them.</summary>
    public IReadOnlyList<string> ManifestExpressions { get; }

    /// <inheritdoc/>
    public string ValueExpression => string.Format(CultureInfo.InvariantCulture, Format, [.. ManifestExpressions]);

    /// <summary>Parameters that appear inside an address and so must be encoded for it.</summary>
    internal IEnumerable<ParameterResource> UriEncodedParameters =>
        ValueProviders.Where((_, index) => filters[index] is not null).OfType<ParameterResource>();

    /// <summary>Puts an expression together from an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.GetExpression();

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var values = new object?[ValueProviders.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var value = await ValueProviders[index].GetValueAsync(cancellationToken);
            values[index] = filters[index] is null || value is null ? value : Uri.EscapeDataString(value);
        }

        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    /// <summary>Takes the parts of an interpolated string apart; the references stay references.</summary>
    /// <param name="literalLength">Length of the plain text.</param>
    /// <param name="formattedCount">Number of references.</param>
    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder format = new(literalLength * 2);
        private readonly List<IValueProvider> providers = new(formattedCount);
        private readonly List<string> expressions = new(formattedCount);
        private readonly List<string?> filters = new(formattedCount);

        /// <summary>Adds plain text.</summary>
        public readonly void AppendLiteral(string value) =>
            format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

        /// <summary>Adds plain text.</summary>
        public readonly void AppendFormatted(string? value) => AppendLiteral(value ?? "");

        /// <summary>Adds a reference.</summary>
        public readonly void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => Append(valueProvider, valueProvider.ValueExpression, filter: null);

        /// <summary>Adds a reference; the only <paramref name="format"/> is <c>uri</c>, which encodes the value for an address.</summary>
        public readonly void AppendFormatted<T>(T valueProvider, string? format)
            where T : IValueProvider, IManifestExpressionProvider => Append(valueProvider, Filtered(valueProvider.ValueExpression, format), format);

        /// <summary>Adds a reference to a resource.</summary>
        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider.Resource);

        internal readonly ReferenceExpression GetExpression() => new(format.ToString(), [.. providers], [.. expressions], [.. filters]);

        private static string Filtered(string expression, string? filter) => filter switch
        {
            null => expression,
            "uri" => expression.Replace(".value}", "-uri-encoded.value}", StringComparison.Ordinal),
            _ => throw new FormatException($"A reference knows the format 'uri' only, not '{filter}'."),
        };

        private readonly void Append(IValueProvider provider, string expression, string? filter)
        {
            if (provider is ReferenceExpression { ValueProviders.Count: 0 } text)
            {
                format.Append(text.Format);
                return;
            }

            format.Append(CultureInfo.InvariantCulture, $"{{{providers.Count}}}");
            providers.Add(provider);
            expressions.Add(expression);
            filters.Add(filter);
        }
    }
}
