using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var running = builder.ExecutionContext.IsRunMode;

// What the services stand on: PostgreSQL here or wherever ConnectionStrings:helpdesk says; RabbitMQ only where it is asked for.
var database = Database();
var messaging = Messaging();

var mailstore = Internal(Service<Projects.MailStore>("mailstore"));
var oauth = Service<Projects.OAuth>("oauth").WithExternalHttpEndpoints();
var fetch = Internal(Service<Projects.Fetch>("fetch"));
var helpdesk = Service<Projects.Helpdesk>("helpdesk").WithExternalHttpEndpoints();
var reply = Internal(Service<Projects.Reply>("reply"));

// Who calls whom. A caller has a key of its own; a service knows the keys of those that may call it.
var keys = new Dictionary<string, IResourceBuilder<ParameterResource>>(StringComparer.Ordinal);
Calls(oauth);
Calls(fetch, mailstore, oauth);
Calls(helpdesk, mailstore, oauth);
Calls(reply, mailstore, oauth, helpdesk);

// The pages ask Fetch and Reply how they fare, and do without the answer while these start: Reply itself waits for the helpdesk.
Asks(helpdesk, fetch, reply);

// What protects the stored secrets of system emails. It is not in the database, so a copy of the database does not give them away.
var encryptionKey = Secret("encryption-key");
oauth.WithEnvironment("Encryption__Key", encryptionKey);
helpdesk.WithEnvironment("Encryption__Key", encryptionKey);

// Addresses that people and identity providers use: behind a proxy they are not the ones the services listen on.
var helpdeskAddress = PublicAddress(helpdesk);
var oauthAddress = PublicAddress(oauth);
foreach (var service in new[] { oauth, helpdesk, reply })
{
    service.WithEnvironment("Helpdesk__PublicAddress", helpdeskAddress).WithEnvironment("OAuth__PublicAddress", oauthAddress);
}

// Development only: a stand-in for Microsoft 365 on fixed ports, with a support mailbox that is linked by itself.
if (running)
{
    var sandbox = Service<Projects.Sandbox>("sandbox")
        .WithEndpoint(port: 5143, scheme: "tcp", name: "imap", env: "Sandbox__ImapPort", isProxied: false)
        .WithEndpoint(port: 5110, scheme: "tcp", name: "pop3", env: "Sandbox__Pop3Port", isProxied: false)
        .WithEndpoint(port: 5587, scheme: "tcp", name: "smtp", env: "Sandbox__SmtpPort", isProxied: false);
    oauth.WithEnvironment("Sandbox__Address", sandbox.GetEndpoint("http"))
        .WithEnvironment("Sandbox__ImapPort", $"{sandbox.GetEndpoint("imap").Property(EndpointProperty.Port)}")
        .WithEnvironment("Sandbox__Pop3Port", $"{sandbox.GetEndpoint("pop3").Property(EndpointProperty.Port)}")
        .WithEnvironment("Sandbox__SmtpPort", $"{sandbox.GetEndpoint("smtp").Property(EndpointProperty.Port)}")
        .WithEnvironment("Seed__Sandbox", "true");
}

builder.Build().Run();

IResourceBuilder<IResourceWithConnectionString> Database() =>
    running && builder.Configuration.GetConnectionString("helpdesk") is { Length: > 0 } given
        ? builder.AddConnectionString("database", ReferenceExpression.Create($"{builder.AddParameter("database-address", given, secret: true)}"))
        : builder.AddPostgres("postgres")
            .WithDataVolume("helpdeskmail-postgres")
            .WithArgs("-c", "max_connections=200")
            .AddDatabase("database", databaseName: "helpdesk");

IResourceBuilder<IResourceWithConnectionString>? Messaging() =>
    running && !string.Equals(builder.Configuration["Bus:Transport"], "rabbitmq", StringComparison.OrdinalIgnoreCase) ? null
    : running && builder.Configuration.GetConnectionString("messaging") is { Length: > 0 } ? builder.AddConnectionString("messaging")
    : builder.AddRabbitMQ("messaging").WithDataVolume("helpdeskmail-rabbitmq").WithManagementPlugin();

IResourceBuilder<ProjectResource> Service<TProject>(string name)
    where TProject : IProjectMetadata, new()
{
    // .NET lets new objects fill the processor's whole last cache before it collects them, on some servers hundreds of megabytes; 16 are enough.
    var service = builder.AddProject<TProject>(name)
        .WithEnvironment("DOTNET_GCgen0size", "0x1000000")
        .WithReference(database, connectionName: "helpdesk").WaitFor(database)
        .WithHttpHealthCheck("/health");
    return messaging is null
        ? service
        : service.WithEnvironment("Bus__Transport", "rabbitmq").WithReference(messaging, connectionName: "messaging").WaitFor(messaging);
}

// Called by the other services only, which are told its address; so any free port will do.
IResourceBuilder<ProjectResource> Internal(IResourceBuilder<ProjectResource> service) =>
    service.WithEndpoint("http", endpoint => endpoint.Port = null);

void Calls(IResourceBuilder<ProjectResource> caller, params IResourceBuilder<ProjectResource>[] services)
{
    var key = Secret($"{caller.Resource.Name}-key");
    caller.WithEnvironment("ServiceCalls__Key", key);
    keys[caller.Resource.Name] = key;
    Asks(caller, services);
    foreach (var service in services)
    {
        caller.WaitFor(service);
    }
}

void Asks(IResourceBuilder<ProjectResource> caller, params IResourceBuilder<ProjectResource>[] services)
{
    foreach (var service in services)
    {
        caller.WithReference(service);
        service.WithEnvironment($"ServiceCalls__Callers__{caller.Resource.Name}", keys[caller.Resource.Name]);
    }
}

IResourceBuilder<ParameterResource> Secret(string name) =>
    builder.AddParameter(name, new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);

ReferenceExpression PublicAddress(IResourceBuilder<ProjectResource> service) =>
    running
        ? ReferenceExpression.Create($"{service.GetEndpoint("http")}")
        : ReferenceExpression.Create($"{builder.AddParameter($"{service.Resource.Name}-address")}");
