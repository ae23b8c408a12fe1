namespace Aspire.Hosting;

/// <summary>Says where a project of the model lies; the build writes one class for each referenced project.</summary>
public interface IProjectMetadata : ApplicationModel.IResourceAnnotation
{
    /// <summary>Absolute path of the project file.</summary>
    string ProjectPath { get; }
}
