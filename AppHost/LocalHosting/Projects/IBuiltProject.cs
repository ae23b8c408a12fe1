namespace HelpdeskMail.AppHost.LocalHosting.Projects;

/// <summary>What the build knows of a referenced project beyond Aspire's metadata.</summary>
internal interface IBuiltProject
{
    /// <summary>Absolute path of the assembly the build made, in the AppHost's own configuration and artifacts folder.</summary>
    string TargetPath { get; }
}
