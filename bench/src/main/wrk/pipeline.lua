-- For wrk: 16 requests a send.
function init()
  batch = string.rep(wrk.format("GET", wrk.path), 16)
end

function request()
  return batch
end
