namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something whose value is known once the model runs.</summary>
public interface IValueProvider
{
    /// <summary>The value while the model runs; null where there is none.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}
