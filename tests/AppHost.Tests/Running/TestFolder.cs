using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Running;

/// <summary>A folder that other users may enter, as PostgreSQL runs as another one below root, and that is gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Path = Directory.CreateTempSubdirectory("helpdeskmail-apphost-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
        }
    }

    public string Path { get; }

    public void Dispose() => ServerFolder.Delete(Path);
}
