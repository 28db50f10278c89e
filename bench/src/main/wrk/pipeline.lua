-- A script for wrk that sends 16 requests at once.
function init()
  batch = string.rep(wrk.format("GET", wrk.path), 16)
end

function request()
  return batch
end
