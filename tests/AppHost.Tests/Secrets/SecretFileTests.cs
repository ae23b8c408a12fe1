using Aspire.Hosting;
using HelpdeskMail.AppHost.LocalHosting.Secrets;
using HelpdeskMail.AppHost.Tests.Running;

namespace HelpdeskMail.AppHost.Tests.Secrets;

public sealed class SecretFileTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string File => Path.Combine(folder.Path, "new", "secrets.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Secret_stays_the_same_from_run_to_run()
    {
        var first = new SecretFile(File).GetOrAdd("key", () => "first");

        new SecretFile(File).GetOrAdd("other", () => "more");
        var second = new SecretFile(File).GetOrAdd("key", () => "second");

        first.ShouldBe("first");
        second.ShouldBe("first");
    }

    [Fact]
    public void File_is_for_its_owner_only_also_after_somebody_opened_it_up()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        new SecretFile(File).GetOrAdd("key", () => "secret");
        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        new SecretFile(File).GetOrAdd("key", () => "secret");

        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Broken_file_is_said_to_be_broken_and_is_not_written_over()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, "{ half");

        var failure = Should.Throw<DistributedApplicationException>(() => new SecretFile(File).GetOrAdd("key", () => "new"));

        failure.Message.ShouldContain(File);
        System.IO.File.ReadAllText(File).ShouldBe("{ half");
    }
}
