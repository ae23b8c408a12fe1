using System.Text.Json;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a parameter's value comes from when nobody gives one.</summary>
public abstract class ParameterDefault
{
    /// <summary>A value to use.</summary>
    public abstract string GetDefaultValue();

    /// <summary>Writes into the manifest how another tool gets one.</summary>
    internal abstract void WriteToManifest(Utf8JsonWriter writer);
}
