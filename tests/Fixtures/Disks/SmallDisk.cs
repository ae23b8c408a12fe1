using System.Diagnostics;
using Xunit;

namespace HelpdeskMail.Fixtures.Disks;

/// <summary>A file system in memory of a few megabytes, so that a disk can be full. Only root can mount one; other runs skip the test.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    /// <summary>An empty folder on it that PostgreSQL's user may write to, for a tablespace.</summary>
    public string Folder => Path.Combine(folder, "data");

    private string Ballast => Path.Combine(folder, "ballast");

    /// <summary>Mounts one.</summary>
    /// <param name="megabytes">Its size.</param>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("helpdeskmail-disk-").FullName;
        if (Environment.UserName != "root" || await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder) != 0)
        {
            Directory.Delete(folder);
            Assert.Skip($"Only root on a machine that lets it mount can have a disk of {megabytes} MB.");
        }

        var disk = new SmallDisk(folder);
        Directory.CreateDirectory(disk.Folder);
        if (await RunAsync("chown", "postgres", disk.Folder) != 0 || await RunAsync("chmod", "755", folder) != 0)
        {
            await disk.DisposeAsync();
            throw new InvalidOperationException("The small disk could not be given to PostgreSQL's user.");
        }

        return disk;
    }

    /// <summary>Takes all the room that is left.</summary>
    public async Task FillAsync()
    {
        var bytes = new byte[4096];
        await using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                await file.WriteAsync(bytes);
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Clear() => File.Delete(Ballast);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", folder);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
