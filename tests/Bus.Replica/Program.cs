using HelpdeskMail.Bus.Replica;
using HelpdeskMail.ServiceDefaults;
using HelpdeskMail.ServiceDefaults.Bus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A replica of the service «desk» that takes a greeting and never finishes with it, for tests that kill it meanwhile.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(new ServiceIdentity("desk"));
builder.AddBus(bus => bus.AddConsumer<HoldingConsumer>().Endpoint(endpoint => endpoint.Name = "desk-greeting"));
await builder.Build().RunAsync();
