using System.Text.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.AppHost.Tests.Running;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Manifest;

/// <summary>The committed manifest, and the rules that deployment tools expect of it.</summary>
public sealed class ManifestTests(PublishedManifest published) : IClassFixture<PublishedManifest>
{
    private static readonly string[] Services = ["mailstore", "oauth", "fetch", "helpdesk", "reply"];

    private JsonElement Resources => published.Document.RootElement.GetProperty("resources");

    [Fact]
    public async Task Committed_manifest_is_what_the_model_publishes()
    {
        var committed = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "aspire-manifest.json"));

        published.Text.ShouldBe(committed, "Publish it again: dotnet run --project AppHost -- --publisher manifest --output-path aspire-manifest.json");
    }

    [Theory]
    [InlineData("--operation", "publish", "--step", "publish-manifest")]
    [InlineData("--operation", "publish")]
    public async Task Newer_form_of_the_command_publishes_the_same(params string[] arguments)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(RepositoryRoot.Path, $"manifest-{Guid.NewGuid():N}.json");
        try
        {
            (await PublishedManifest.PublishAsync([.. arguments, "--output-path", file], folder.Path)).ExitCode.ShouldBe(0);

            (await File.ReadAllTextAsync(file)).ShouldBe(published.Text);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Relative_output_path_counts_from_the_current_folder_and_a_folder_gets_the_usual_name()
    {
        using var folder = new TestFolder();

        var (exitCode, output) = await PublishedManifest.PublishAsync(["--publisher", "manifest", "--output-path", "out"], folder.Path);

        exitCode.ShouldBe(0);
        var file = Path.Combine(folder.Path, "out", "aspire-manifest.json");
        output.ShouldContain(file);
        var path = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement
            .GetProperty("resources").GetProperty("mailstore").GetProperty("path").GetString()!;
        Path.GetFullPath(path, Path.GetDirectoryName(file)!).ShouldBe(Path.Combine(RepositoryRoot.Path, "services", "MailStore", "MailStore.csproj"));
    }

    [Theory]
    [InlineData("The publisher 'docker' is not known here", "--publisher", "docker", "--output-path", "x.json")]
    [InlineData("--output-path aspire-manifest.json", "--publisher", "manifest")]
    [InlineData("The step 'deploy' is not known here", "--operation", "publish", "--step", "deploy")]
    [InlineData("The operation 'inspect' is not known", "--operation", "inspect")]
    public async Task Command_that_cannot_be_done_says_what_can(string expected, params string[] arguments)
    {
        using var folder = new TestFolder();

        var (exitCode, output) = await PublishedManifest.PublishAsync(arguments, folder.Path);

        exitCode.ShouldBe(1);
        output.ShouldContain(expected);
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public void Resources_are_in_the_order_of_the_model_with_the_parameters_last()
    {
        var names = Resources.EnumerateObject().Select(resource => resource.Name).ToList();

        names.Take(8).ShouldBe(["postgres", "database", "messaging", .. Services]);
        Resources.EnumerateObject().Skip(8)
            .ShouldAllBe(resource => resource.Value.GetProperty("type").GetString() == "parameter.v0" || resource.Value.GetProperty("type").GetString() == "annotated.string");
        names.ShouldNotContain("sandbox");
    }

    [Theory]
    [InlineData("postgres", "docker.io/library/postgres:17", 5432)]
    [InlineData("messaging", "docker.io/library/rabbitmq:4", 5672)]
    public void Server_is_a_container_with_image_volume_and_binding(string name, string image, int port)
    {
        var server = Resources.GetProperty(name);

        server.GetProperty("type").GetString().ShouldBe("container.v0");
        server.GetProperty("image").GetString()!.ShouldStartWith(image);
        server.GetProperty("connectionString").GetString()!.ShouldContain($"{{{name}.bindings.tcp.host}}");
        server.GetProperty("volumes")[0].GetProperty("target").GetString()!.ShouldStartWith("/var/lib/");
        server.GetProperty("bindings").GetProperty("tcp").GetProperty("targetPort").GetInt32().ShouldBe(port);
    }

    [Theory]
    [InlineData("mailstore", false)]
    [InlineData("oauth", true)]
    [InlineData("fetch", false)]
    [InlineData("helpdesk", true)]
    [InlineData("reply", false)]
    public void Service_is_a_project_with_http_bindings(string name, bool external)
    {
        var service = Resources.GetProperty(name);

        service.GetProperty("type").GetString().ShouldBe("project.v0");
        File.Exists(Path.Combine(RepositoryRoot.Path, service.GetProperty("path").GetString()!)).ShouldBeTrue();
        foreach (var scheme in new[] { "http", "https" })
        {
            var binding = service.GetProperty("bindings").GetProperty(scheme);
            binding.GetProperty("scheme").GetString().ShouldBe(scheme);
            binding.GetProperty("protocol").GetString().ShouldBe("tcp");
            binding.GetProperty("transport").GetString().ShouldBe("http");
            binding.TryGetProperty("external", out var isExternal).ShouldBe(external);
            (!external || isExternal.GetBoolean()).ShouldBeTrue();
        }

        var environment = service.GetProperty("env");
        environment.GetProperty("ConnectionStrings__helpdesk").GetString().ShouldBe("{database.connectionString}");
        environment.GetProperty("ConnectionStrings__messaging").GetString().ShouldBe("{messaging.connectionString}");
        environment.GetProperty("HTTP_PORTS").GetString().ShouldBe($"{{{name}.bindings.http.targetPort}}");
        environment.GetProperty("HELPDESK_PASSWORD").GetString().ShouldBe("{postgres-password.value}");
    }

    [Fact]
    public void Every_expression_refers_to_a_resource_of_the_manifest()
    {
        var names = Resources.EnumerateObject().Select(resource => resource.Name).ToHashSet();

        var expressions = Regex.Matches(published.Text, @"\{(?<name>[a-z][a-z0-9-]*)\.[A-Za-z.]+\}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

        expressions.Count.ShouldBeGreaterThan(100);
        expressions.Select(expression => expression.Groups["name"].Value).Distinct().ShouldBeSubsetOf(names);
    }

    [Fact]
    public void Parameter_is_an_input_and_one_inside_an_address_has_an_encoded_twin()
    {
        foreach (var parameter in Resources.EnumerateObject().Where(resource => resource.Value.GetProperty("type").GetString() == "parameter.v0"))
        {
            parameter.Value.GetProperty("value").GetString().ShouldBe($"{{{parameter.Name}.inputs.value}}");
            var input = parameter.Value.GetProperty("inputs").GetProperty("value");
            input.GetProperty("type").GetString().ShouldBe("string");
            var isAddress = parameter.Name.EndsWith("-address", StringComparison.Ordinal);
            input.TryGetProperty("secret", out var secret).ShouldBe(!isAddress, parameter.Name);
            if (!isAddress)
            {
                secret.GetBoolean().ShouldBeTrue();
                input.GetProperty("default").GetProperty("generate").GetProperty("minLength").GetInt32().ShouldBeGreaterThanOrEqualTo(22);
            }
        }

        var twin = Resources.GetProperty("postgres-password-uri-encoded");
        twin.GetProperty("type").GetString().ShouldBe("annotated.string");
        twin.GetProperty("value").GetString().ShouldBe("{postgres-password.value}");
        twin.GetProperty("filter").GetString().ShouldBe("uri");
    }

    [Fact]
    public void No_value_of_a_secret_is_published() =>
        Resources.EnumerateObject().SelectMany(resource => resource.Value.TryGetProperty("env", out var environment) ? environment.EnumerateObject().ToList() : [])
            .Where(variable => variable.Name.Contains("Key", StringComparison.OrdinalIgnoreCase) || variable.Name.Contains("Pass", StringComparison.OrdinalIgnoreCase) || variable.Name.Contains("Callers", StringComparison.Ordinal))
            .ShouldAllBe(variable => Regex.IsMatch(variable.Value.GetString()!, @"^\{[a-z-]+\.value\}$", RegexOptions.None, TimeSpan.FromSeconds(10)));
}
